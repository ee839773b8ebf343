"""予算・執行: envelopes of a program by year and line, contracts and payments, obligations of later years; all codes of the plan."""
