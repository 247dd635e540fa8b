"""What adds up over time, place and task: who saw what, the day's counts, the index, the census."""
