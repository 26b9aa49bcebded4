"""Proofs about a Machine: exact exploration, no sampling."""
