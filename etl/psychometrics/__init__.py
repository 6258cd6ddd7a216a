"""Answer matrices and sums of answers: item and work statistics; pure."""
