"""What can be learnt of a lead from what is already at hand."""
