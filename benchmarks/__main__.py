"""`python -m benchmarks`: run all benchmarks."""

from benchmarks.itinerary import main

if __name__ == "__main__":
    main([])
