"""What cannot be taken in: each refusal carries its sentence, in the language of whoever reads it."""

from django.utils.functional import Promise


class NotTakenIn(Exception):
    """Base of every refusal here; ``str()`` is the sentence: what happened, what is kept, what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
