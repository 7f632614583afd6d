"""Tables that the database itself keeps from changing: rows go in, and stay."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = {
    "UPDATE": """
        CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
    "DELETE": """
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
}

POSTGRESQL = """
    CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;
    CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""


def install(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Make the database refuse to update or delete rows of the table."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(table=table))
        return
    for statement in SQLITE.values():
        schema_editor.execute(statement.format(table=table))


def remove(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Undo `install`, for a migration backwards and for emptying a test database."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")
        return
    for verb in SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}")
