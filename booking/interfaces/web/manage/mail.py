"""The doors that are about mail: what the house writes, what came in, what goes out."""

from booking.interfaces.web.manage.letters import LettersController
from booking.interfaces.web.manage.mail_in import MailInController
from booking.interfaces.web.manage.mail_out import MailOutController

MAIL_DOORS = (LettersController, MailInController, MailOutController)
