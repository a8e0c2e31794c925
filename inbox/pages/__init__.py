"""The views, one file per page. Each reads the request, makes one call and answers: no SQL, no rules."""
