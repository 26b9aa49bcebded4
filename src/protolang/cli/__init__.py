"""The command line. Each verb is a module with a `command`, imported only when it is called."""
