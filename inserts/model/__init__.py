"""The types that travel between the stages. Nothing here imports anything else of the program.

Business types (`order`, `offer`, `shop`) and geometry types (`template`, `stock`, `glyphs`, `card`)
do not know each other; `content` and `problem` are words and places only.
"""
