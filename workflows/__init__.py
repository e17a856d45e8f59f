"""What a person does: joins what is asked, how it is scored and where it is kept; draws nothing."""
