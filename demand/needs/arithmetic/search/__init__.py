"""Turns words into lexemes: Japanese tokens, pairs of letters, and concepts of our thesaurus."""
