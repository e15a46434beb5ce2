"""Proofs that go through the whole house at once: canaries, revocation, existence, and the family's rules."""
