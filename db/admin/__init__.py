"""What operators do with the whole database: migrations, backups."""
