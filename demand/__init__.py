"""Demand: who speaks, what is wanted, at what price, and what adds up."""
