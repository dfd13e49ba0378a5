"""What tokens and hours cost, by date."""
