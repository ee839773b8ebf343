"""`python -m benchmarks`: run all benchmarks."""

from benchmarks import applications, dashboard, draw, itinerary, meeting_papers, plan_load, planner, portfolio, report_workbook, reviews

if __name__ == "__main__":
    plan_load.main()
    itinerary.main([])
    draw.main()
    portfolio.main()
    dashboard.main()
    report_workbook.main()
    meeting_papers.main()
    applications.main()
    reviews.main()
    planner.main([])
