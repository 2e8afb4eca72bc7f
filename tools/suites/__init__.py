"""One pytest process per folder of `tests/`: two Django projects cannot live in one."""
