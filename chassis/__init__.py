"""What every service has that is not events: settings, health, paging, errors, logs."""
