"""council and works council"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

BEFORE = ('employee', 'receptionist', 'facility_manager', 'administrator', 'partner_contact')
SINCE = (*BEFORE, 'council', 'works_council')


def _roles(*values: str) -> sa.Enum:
    return sa.Enum(*values, name='role_known', native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('role_known', 'person_role', type_='check')
        op.create_check_constraint('role_known', 'person_role', sa.column('role').in_(SINCE))
        return
    with op.batch_alter_table('person_role', schema=None) as batch_op:
        batch_op.alter_column('role', existing_type=_roles(*BEFORE), type_=_roles(*SINCE), existing_nullable=False)
