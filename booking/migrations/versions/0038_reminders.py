"""reminders of what begins soon"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

BEFORE = ('answer', 'confirmation')
SINCE = (*BEFORE, 'start')


def _kinds(*values: str) -> sa.Enum:
    return sa.Enum(*values, name='deadlinekind_known', native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminder', sa.Enum('none', 'day-before', 'hour-before', name='reminder_known', native_enum=False, create_constraint=True, length=32), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('deadlinekind_known', 'deadline_told', type_='check')
        op.create_check_constraint('deadlinekind_known', 'deadline_told', sa.column('kind').in_(SINCE))
        return
    with op.batch_alter_table('deadline_told', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=_kinds(*BEFORE), type_=_kinds(*SINCE), existing_nullable=False)
