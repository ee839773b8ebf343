"""`python -m benchmarks`: run all benchmarks."""

from benchmarks import dashboard, itinerary

if __name__ == "__main__":
    itinerary.main([])
    dashboard.main()
