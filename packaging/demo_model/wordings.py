"""How people ask for a sum, a comparison or a sorting, in English and Japanese.

Two word problems of each kind (`_UNSEEN`) are kept for the evaluation.
"""

from __future__ import annotations

ADD = (
    "What is {a} + {b}?",
    "{a}+{b}",
    "{a} + {b} =",
    "{a} + {b}",
    "{a}+{b}=?",
    "What's {a} plus {b}?",
    "what's {a} plus {b}",
    "Please add {a} and {b}.",
    "Please add {a} and {b}",
    "Add {a} and {b}.",
    "What is {a}+{b}?",
    "Calculate {a} + {b}.",
    "How much is {a} + {b}?",
    "what is {a} + {b}",
    "Compute {a} plus {b}",
    "What is the sum of {a} and {b}?",
    "Can you add {a} and {b}?",
    "What does {a} + {b} equal?",
    "What's {a} + {b}?",
    "Add {a} + {b}",
    "Sum of {a} and {b}",
    "{a} and {b} together?",
    "{a} + {b} equals?",
    "{a} and {b} make?",
    "{a} plus {b}?",
    "Hi, what is {a} + {b}?",
    "{a} + {b} はいくつですか？",
    "{a}たす{b}は？",
    "{a}+{b}は？",
    "{a} + {b} を計算してください。",
    "{a}足す{b}はいくつ？",
)
SUBTRACT = (
    "What is {a} - {b}?",
    "{a}-{b}",
    "{a} - {b} =",
    "{a} - {b}",
    "{a}-{b}=?",
    "What's {a} minus {b}?",
    "what's {a} minus {b}",
    "What is {a}-{b}?",
    "Calculate {a} - {b}.",
    "How much is {a} - {b}?",
    "what is {a} - {b}",
    "Compute {a} minus {b}",
    "Can you compute {a} - {b}?",
    "What does {a} - {b} equal?",
    "What's {a} - {b}?",
    "{a} less {b}?",
    "{a} - {b} equals?",
    "What is the difference between {a} and {b}?",
    "{a} minus {b}?",
    "Hi, what is {a} - {b}?",
    "Please calculate {a} - {b}.",
    "{a} − {b}",
    "{a} - {b} はいくつですか？",
    "{a}ひく{b}は？",
    "{a}-{b}は？",
    "{a} - {b} を計算してください。",
    "{a}引く{b}はいくつ？",
)
SUBTRACT_FROM = ("Subtract {b} from {a}.", "Please subtract {b} from {a}", "Take {b} away from {a}.")
MULTIPLY = (
    "What is {a} * {b}?",
    "{a}*{b}",
    "{a} * {b} =",
    "What is {a} × {b}?",
    "{a} × {b}",
    "{a} x {b}",
    "What's {a} times {b}?",
    "what is {a} times {b}",
    "Multiply {a} by {b}.",
    "Please multiply {a} by {b}",
    "Calculate {a} * {b}.",
    "How much is {a} times {b}?",
    "{a} × {b} はいくつですか？",
    "{a}かける{b}は？",
    "{a}×{b}は？",
)
LARGER = (
    "Which is larger, {a} or {b}?",
    "Which is bigger, {a} or {b}?",
    "which number is larger: {a} or {b}?",
    "Compare {a} and {b}.",
    "What is larger, {a} or {b}?",
    "{a}と{b}はどちらが大きいですか？",
)
SMALLER = (
    "Which is smaller, {a} or {b}?",
    "which number is smaller: {a} or {b}?",
    "What is smaller, {a} or {b}?",
    "{a}と{b}はどちらが小さいですか？",
)
ASCENDING = (
    "Sort {list}.",
    "Sort these numbers: {list}",
    "Sort {list} from smallest to largest.",
    "Put {list} in order.",
    "Please sort {list} in ascending order.",
    "sort {list}",
    "{list} を小さい順に並べてください。",
)
NAMES = ("Tom", "Anna", "Ken", "Mia", "Leo", "Sara", "Ben", "Lily", "Yuki", "Max")
THINGS = ("apples", "books", "coins", "cards", "stamps", "pens", "eggs", "shells", "toys", "oranges")
STORY_ADD = (
    "{n} has {a} {t} and buys {b} more. How many {t} does {n} have now?",
    "{n} has {a} {t}. {m} gives {n} {b} more. How many {t} does {n} have?",
    "There are {a} {t} in one box and {b} {t} in another. How many {t} are there in total?",
    "{n} found {a} {t} yesterday and {b} {t} today. How many {t} is that together?",
    "A shop sold {a} {t} on Monday and {b} on Tuesday. How many {t} did it sell?",
    "{n} has {a} {t} and {m} has {b} {t}. How many {t} do they have together?",
)
STORY_ADD_UNSEEN = (
    "{n} has {a} {t}. Then {n} finds {b} more. How many {t} does {n} have in total?",
    "A box has {a} {t}. {m} buys {b} more. How many {t} are there together?",
)
STORY_SUBTRACT = (
    "{n} has {a} {t} and gives {b} to {m}. How many {t} are left?",
    "{n} had {a} {t} and lost {b}. How many {t} does {n} have now?",
    "There are {a} {t} in a box. {n} takes {b} away. How many {t} are left?",
    "A shop had {a} {t} and sold {b}. How many {t} are left?",
    "{n} needs {a} {t} and has {b}. How many more {t} does {n} need?",
    "{n} has {a} {t}. {n} eats {b} of them. How many {t} are left?",
)
STORY_SUBTRACT_UNSEEN = (
    "{n} had {a} {t} and gives {b} away. How many {t} does {n} have left?",
    "There are {a} {t} in a shop. {n} takes {b} of them. How many {t} are left?",
)
