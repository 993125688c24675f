"""From what cells say to clean values: e-mail addresses, numbers, names, dates, countries, interests."""
