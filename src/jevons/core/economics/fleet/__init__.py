"""What owning chips costs: capital, power, hosting, and an hour of a chip."""
