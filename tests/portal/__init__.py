"""A portal on this machine that imitates the platforms of real ones, their faults and their traps."""
