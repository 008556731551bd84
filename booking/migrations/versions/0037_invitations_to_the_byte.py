"""invitations as their organizers' programs wrote them, to the byte"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('invitation', 'raw', existing_type=sa.String(), type_=sa.LargeBinary(), existing_nullable=False,
            postgresql_using="convert_to(raw, 'UTF8')")
        return
    with op.batch_alter_table('invitation', schema=None) as batch_op:  # which casts: text becomes its UTF-8
        batch_op.alter_column('raw', existing_type=sa.String(), type_=sa.LargeBinary(), existing_nullable=False)
