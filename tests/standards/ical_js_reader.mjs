// Reads calendar files with ical.js, the library of Thunderbird: a line of JSON in, one out.
//   {"file": "BEGIN:VCALENDAR…", "until": seconds}  →  {"occurrences": [[uid, start, end, summary, status, transp]]}
import { createInterface } from "node:readline";
import ICAL from "ical.js";

ICAL.design.strict = true;

function occurrencesIn(file, until) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent");
  const found = [];
  for (const part of events.filter((event) => !event.hasProperty("recurrence-id"))) {
    const uid = part.getFirstPropertyValue("uid");
    const exceptions = events.filter((event) => event.hasProperty("recurrence-id")
      && event.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(part, { exceptions });
    const walk = event.iterator();
    for (let next = walk.next(); next && next.toUnixTime() < until; next = walk.next()) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      found.push([uid, startDate.toUnixTime(), endDate.toUnixTime(), item.summary,
        item.component.getFirstPropertyValue("status"), item.component.getFirstPropertyValue("transp")]);
      if (!event.isRecurring()) break;
    }
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { file, until } = JSON.parse(line);
  let answer;
  try {
    answer = { occurrences: occurrencesIn(file, until) };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
