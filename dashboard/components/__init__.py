"""Parts of pages: filter bar, cards, states. They hold no data of their own."""
