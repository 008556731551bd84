"""Dumps as mysqldump and pg_dump write them, of the tables that MRBS and LibreBooking publish."""

from collections.abc import Iterable
from datetime import UTC, datetime

from booking.foundation.periods import Period

MRBS_MYSQL = """-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `mrbs_area`;
CREATE TABLE `mrbs_area` (
  `id` int NOT NULL AUTO_INCREMENT,
  `disabled` tinyint NOT NULL DEFAULT '0',
  `area_name` varchar(30) DEFAULT NULL,
  `enable_periods` tinyint DEFAULT NULL,
  `unit_cost` decimal(7,2) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_area_name` (`area_name`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
LOCK TABLES `mrbs_area` WRITE;
/*!40000 ALTER TABLE `mrbs_area` DISABLE KEYS */;
INSERT INTO `mrbs_area` VALUES (1,0,'Stadhuis',0,NULL),(2,0,'School',1,2.50);
UNLOCK TABLES;
CREATE TABLE `mrbs_entry` (
  `id` int NOT NULL AUTO_INCREMENT,
  `start_time` int NOT NULL DEFAULT '0' COMMENT 'Unix timestamp',
  `end_time` int NOT NULL DEFAULT '0',
  `entry_type` int NOT NULL DEFAULT '0',
  `repeat_id` int DEFAULT NULL,
  `room_id` int NOT NULL DEFAULT '1',
  `create_by` varchar(80) NOT NULL DEFAULT '',
  `name` varchar(80) NOT NULL DEFAULT '',
  `description` text,
  `status` tinyint unsigned NOT NULL DEFAULT '0',
  `ical_uid` varchar(255) NOT NULL DEFAULT '',
  `ical_recur_id` varchar(16) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `idxStartTime` (`start_time`),
  CONSTRAINT `mrbs_entry_ibfk_1` FOREIGN KEY (`room_id`) REFERENCES `mrbs_room` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `mrbs_entry` VALUES %(entries)s;
CREATE TABLE `mrbs_room` (
  `id` int NOT NULL AUTO_INCREMENT,
  `area_id` int NOT NULL DEFAULT '0',
  `room_name` varchar(25) NOT NULL DEFAULT '',
  `capacity` int NOT NULL DEFAULT '0',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `mrbs_room` VALUES (1,1,'De Beuk',8),(2,1,'Linde A',6),(3,2,'Lokaal 1',30);
CREATE TABLE `mrbs_users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `level` smallint NOT NULL DEFAULT '0',
  `name` varchar(30) DEFAULT NULL,
  `password_hash` varchar(255) DEFAULT NULL,
  `email` varchar(75) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `mrbs_users` VALUES (1,1,'jdevries','$2y$10$x','joost@voorbeeldstad.example');
-- Dump completed on 2026-03-20 12:00:00
"""
MRBS_POSTGRESQL = """--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
CREATE TABLE public.mrbs_area (
    id integer NOT NULL,
    area_name character varying(30),
    enable_periods smallint
);
ALTER TABLE ONLY public.mrbs_area ADD CONSTRAINT mrbs_area_pkey PRIMARY KEY (id);
INSERT INTO public.mrbs_area VALUES (1, 'Stadhuis', 0);
INSERT INTO public.mrbs_area VALUES (2, 'School', 1);
COPY public.mrbs_entry (id, start_time, end_time, repeat_id, room_id, create_by, name, \
description, status, ical_uid, ical_recur_id) FROM stdin;
%(copied)s
\\.
INSERT INTO public.mrbs_room (id, area_id, room_name, capacity) VALUES (1, 1, 'De Beuk', 8);
INSERT INTO public.mrbs_room (id, area_id, room_name, capacity) VALUES (2, 1, 'Linde A', 6);
INSERT INTO public.mrbs_room (id, area_id, room_name, capacity) VALUES (3, 2, 'Lokaal 1', 30);
INSERT INTO public.mrbs_users VALUES (1, 1, 'jdevries', 'x', 'joost@voorbeeldstad.example');
SELECT pg_catalog.setval('public.mrbs_entry_id_seq', 9, true);
--
-- PostgreSQL database dump complete
--
"""
USERS = """CREATE TABLE public.mrbs_users (
    id integer NOT NULL,
    level smallint DEFAULT 0 NOT NULL,
    name character varying(30),
    password character varying(40),
    email character varying(75)
);
"""
MRBS_POSTGRESQL = MRBS_POSTGRESQL.replace(
    "COPY public.mrbs_entry", USERS + "COPY public.mrbs_entry"
)

LIBREBOOKING = """-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
INSERT INTO `resources` (`resource_id`, `name`, `enable_check_in`) VALUES
(1,'De Beuk',1),(2,'De Linde A',0);
INSERT INTO `users` (`user_id`, `fname`, `lname`, `email`) VALUES
(7,'Joost','de Vries','Joost@voorbeeldstad.example');
INSERT INTO `reservation_series` (`series_id`, `title`, `description`, `status_id`, `owner_id`)
VALUES (11,'Overleg','met \\'taart\\'',1,7),(12,'Weg',NULL,2,7),(13,'Mag dit?',NULL,3,7);
INSERT INTO `reservation_resources` VALUES (11,1,1),(11,2,2),(12,1,1),(13,2,1);
INSERT INTO `reservation_instances` (`reservation_instance_id`, `start_date`, `end_date`,
 `reference_number`, `series_id`, `checkin_date`) VALUES
(101,'2026-03-02 09:00:00','2026-03-02 10:00:00','aa1',11,'2026-03-02 09:03:00'),
(102,'2026-04-06 08:00:00','2026-04-06 09:00:00','aa2',11,NULL),
(103,'2026-04-07 08:00:00','2026-04-07 09:00:00','bb1',12,NULL),
(104,'2026-04-08 08:00:00','2026-04-08 09:00:00','cc1',13,NULL),
(105,'0000-00-00 00:00:00','2026-04-08 09:00:00','dd1',13,NULL),
(106,'2026-04-08 08:00:00','2026-04-08 09:00:00','ee1',99,NULL);
INSERT INTO `reservation_users` VALUES (101,7,1),(101,8,2),(101,9,3),(102,7,1);
INSERT INTO `blackout_instances` VALUES (1,'2026-12-24 00:00:00','2026-12-26 00:00:00',1);
-- Dump completed on 2026-03-20 12:00:00
"""
LIBREBOOKING = LIBREBOOKING.replace(
    "INSERT INTO `reservation_resources`",
    "CREATE TABLE `reservation_resources` (\n `series_id` int unsigned NOT NULL,\n"
    " `resource_id` smallint(5) unsigned NOT NULL,\n `resource_level_id` tinyint(2),\n"
    " PRIMARY KEY (`series_id`, `resource_id`),\n FOREIGN KEY (`resource_id`)\n"
    "  REFERENCES resources(`resource_id`) ON UPDATE CASCADE\n) ENGINE=InnoDB;\n"
    "CREATE TABLE `reservation_users` (`reservation_instance_id` int unsigned NOT NULL,"
    " `user_id` mediumint(8), `reservation_user_level` tinyint(2), KEY `x` (`user_id`));\n"
    "CREATE TABLE `blackout_instances` (`blackout_instance_id` int, `start_date` datetime);\n"
    "INSERT INTO `reservation_resources`",
)  # fmt: skip

Entry = tuple[int, int, int, int | None, int, str, str, str | None, int, str, str | None]
"""id, start, end, series, room, by whom, name, description, status, uid, recurrence id."""


def entry(
    number: int,
    period: Period,
    *,
    room: int = 1,
    who: str = "jdevries",
    name: str = "Overleg",
    description: str | None = None,
    status: int = 0,
    series: int | None = None,
    uid: str = "",
    recurs: str | None = None,
) -> Entry:
    begin, end = int(period.starts_at.timestamp()), int(period.ends_at.timestamp())
    return (number, begin, end, series, room, who, name, description, status, uid, recurs)


def mrbs_mysql(entries: Iterable[Entry]) -> str:
    def written(value: object) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, int):
            return str(value)
        escaped = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{escaped}'"

    rows = ((*row[:3], 0, *row[3:]) for row in entries)
    return MRBS_MYSQL % {
        "entries": ",".join(f"({','.join(map(written, row))})" for row in rows) or "(0)"
    }


def mrbs_postgresql(entries: Iterable[Entry]) -> str:
    def written(value: object) -> str:
        if value is None:
            return "\\N"
        return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    return MRBS_POSTGRESQL % {"copied": "\n".join("\t".join(map(written, row)) for row in entries)}


def utc(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
