"""From an address to the desks needed."""

from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.desks.question import read_desks_question
from booking.interfaces.web.occupancy.desks.views import Answer
from booking.interfaces.web.occupancy.question import RawQuery
from booking.occupancy.queries import counted_between
from booking.occupancy.scenarios.measured import desk_days, places_on


def desks_answer(house: House, query: RawQuery) -> Answer:
    session, stock, buildings = house.session, house.stock, house.buildings
    question = read_desks_question(query, stock=stock, buildings=buildings, today=house.today)
    of = question.when.of
    if of.is_empty or question.when.is_too_long or counted_between(session) is None:
        return Answer(question, buildings, [], 0)
    days = desk_days(session, stock, of)
    desks_now = sum(it.is_desk for it in places_on(stock, of.building_id, of.last))
    return Answer(question, buildings, days, desks_now if days else 0)
