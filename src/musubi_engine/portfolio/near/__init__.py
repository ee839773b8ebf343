"""All answers close to the relaxation's bound, by trying every way to leave it: what mostly proves a selection without a solver.

With the prices y of the rows (duals) and d = w - y rows, every x that keeps the rows counts w.x = bound - falls - y.slacks.
Columns of which at most one may be 1 are a group; it prefers the option of the largest d (or none of its columns), and
falls add up what the other options lack to that. So an answer within `gap` of the bound leaves it only where that is cheap
and keeps every row that has a price nearly full. Groups are tried from dear to cheap. For each row alone, dynamic
programming from the cheapest group up tells what the groups to come cost at least from each sum of the row on (infinitely
much: the row can no longer be kept); what then exceeds the gap is dropped. Any prices are right, good ones are quick.

Reference: Balas & Zemel, Operations Research 28(5), 1980 (core); Geoffrion, Mathematical Programming Study 2, 1974 (bound);
Pisinger, European Journal of Operational Research 83(2), 1995 (multiple-choice knapsack by dynamic programming on a core).
"""
