package web_test

import (
	"yingda/internal/desk"
	"yingda/internal/regime"
)

// accountRules are who opens which page of official accounts.
var accountRules = map[string][]regime.Role{
	"GET /desk/accounts": desk.AccountReaders, "GET /desk/accounts/rules": desk.AccountReaders, "GET /desk/accounts/export": desk.AccountReaders, "GET /desk/accounts/matrix": desk.AccountReaders, "GET /desk/accounts/joint": desk.AccountReaders, "GET /desk/accounts/levels": desk.AccountReaders, "GET /desk/fakes": desk.AccountReaders, "GET /desk/accounts/x": desk.AccountReaders, "GET /desk/accounts/x/evidence/x": desk.AccountReaders, "GET /desk/fakes/x/evidence/x": desk.AccountReaders,
	"GET /desk/accounts/new": desk.AccountKeepers, "POST /desk/accounts": desk.AccountKeepers, "GET /desk/accounts/import": desk.AccountKeepers, "POST /desk/accounts/import": desk.AccountKeepers, "POST /desk/accounts/matrix": desk.AccountKeepers, "POST /desk/accounts/joint": desk.AccountKeepers, "POST /desk/accounts/joint/carry": desk.AccountKeepers, "POST /desk/accounts/levels": {regime.OfficeDirector, regime.SystemAdmin},
	"GET /desk/fakes/new": desk.RequestDrafters, "POST /desk/fakes": desk.RequestDrafters, "POST /desk/fakes/x/files": desk.RequestDrafters, "POST /desk/fakes/x/told": desk.RequestDrafters,
	"POST /desk/accounts/x/marks": desk.AccountKeepers, "POST /desk/accounts/x/files": desk.AccountKeepers, "GET /desk/accounts/x/change": desk.AccountKeepers, "POST /desk/accounts/x/change": desk.AccountKeepers, "POST /desk/accounts/x/close": desk.AccountKeepers,
	"GET /desk/filings": desk.AccountReaders, "GET /desk/filings/x": desk.AccountReaders, "GET /desk/filings/x/form.docx": desk.AccountReaders,
}
