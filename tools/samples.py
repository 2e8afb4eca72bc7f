"""The sample posts and comments of `make demo`.

Moderation's sample rules reject the comments about an orange, and hold those of HELD for a person.
"""

POSTS = (
    "A bakery that opens at five",
    "Notes from the night train",
    "How we moved a piano up four floors",
    "The lighthouse keeper's timetable",
    "Growing tomatoes on a balcony",
    "Why our town counts its swifts",
    "A year with one pair of shoes",
    "Repairing an accordion",
)

COMMENTS = (
    "I was there last week, and it is all true.",
    "Could you say more about the costs?",
    "My grandmother did it the same way.",
    "The orange one, however, is better.",
    "Thank you, this helped a lot.",
    "Where can I buy one?",
    "I disagree with the third paragraph.",
    "Orange juice would have been the answer.",
    "More photographs, please.",
)

HELD = ("Mine are cheaper, and better too. Buy now!",)
