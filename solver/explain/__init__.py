"""Why the plan is as it is: reasons and slack."""
