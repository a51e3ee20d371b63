"""What the rooms hang on those below them: the lower never reaches the upper, so it finds its path here. Settings."""

# What `manage.py scheduler` runs: (dotted path of a function taking `now`, every so many seconds).
SCHEDULE: list[tuple[str, int]] = [
    ("verein.mail.sweep", 60),
    ("verein.schedule.publish_pages", 60),
    ("verein.chain.seal", 300),
    ("verein.privacy.retain", 24 * 3600),
    ("events.actions.hosts.send_digests", 900),
    # Every full hour, so at midnight in Berlin, too: who got an office, who lost one.
    ("members.board.actions.follow_the_calendar", 3600),
    ("members.board.actions.remind_of_terms", 24 * 3600),
    ("members.actions.uploads.prune_uploads", 3600),
    ("members.actions.principles.tell_of_principles", 3600),
    ("members.admission.actions.changes.apply_due_changes", 3600),
    ("members.admission.actions.jobs.run", 3600),
    ("members.admission.actions.arrears.tell_board_of_arrears", 24 * 3600),
    ("members.billing.actions.mandates.follow_the_calendar", 24 * 3600),
    ("members.billing.actions.telling.take_up_lost_tellings", 60),
    ("members.billing.actions.settling.take_up_lost_bookings", 60),
    ("members.billing.actions.taking_back.take_up_lost_takings_back", 60),
    ("members.billing.actions.documents.make_missing", 900),
    ("members.billing.actions.reminder_letters.make_missing_letters", 900),
    ("members.billing.actions.reminding.tell_of_due_reminders", 24 * 3600),
    ("members.billing.actions.check", 24 * 3600),
    ("members.billing.actions.online.sweep_events", 60),
    ("members.billing.actions.online.reconcile_hourly", 3600),
    ("members.billing.actions.online.reconcile_nightly", 24 * 3600),
    ("members.billing.actions.online.follow_balance", 3600),
    ("members.billing.actions.online.collect", 3600),
    ("members.billing.actions.online.tell_customers", 3600),
    ("members.dues.actions.running.take_up_lost_runs", 60),
    ("members.dues.actions.asking.remind_to_declare", 24 * 3600),
]

MAIL_SILENCED_BY = ["members.queries.standing.is_silenced"]  # (address) -> bool, asked before each mail is sent
ON_DEATH = ["events.actions.registration.cancel_for_the_dead"]  # (person, actor=, now=), in the same transaction

# Who may open a document: functions (document, request) -> bool, one for each app that knows a reason.
DOCUMENT_RULES = [
    "members.access.may_open_document",
    "events.access.may_open_document",
    "members.board.access.may_open_document",
]
# What a rules file holds (`manage.py import_rules`), in the order in which it is taken over.
RULES_SECTIONS = [
    "members.actions.rules_file.association",
    "members.actions.rules_file.statutes",
    "members.dues.actions.rules_file.fee_regulations",
]
# Modules with a PROVIDER, one for each app that holds personal data (verein/privacy/), in the order of erasure: who
# points at people comes before the people, and mails last, because the others may still queue some.
PRIVACY_PROVIDERS = [
    "home.privacy",
    "events.privacy",
    "members.admission.privacy",
    "members.board.privacy",
    "members.dues.privacy",
    "members.billing.privacy",
    "members.privacy",
    "verein.privacy.website",
]
# Whom the office's search for people finds besides: functions (query, day) -> ids of people.
PEOPLE_FOUND_BY = ["members.board.queries.holders_of"]
# Called as function(person, actor=…) in the transaction in which a person becomes a member: a guest's history stays.
ON_JOINING = ["events.actions.guests.adopt_guest_registrations"]

# What admission asks the rooms above and beside it, as dotted paths of functions: visits of guests by their addresses
# (addresses) -> {address: [days]}; texts an applicant accepts besides, (day) -> (kind, label, version, url) or None.
GUEST_VISITS = ["events.queries.visits.visits_of"]
ADMISSION_DECLARATIONS = ["members.queries.principles.declaration"]

# What the ledger asks those who move money: (charge ids) -> ids of those a debit is running for; () -> sentences about
# what does not agree with their balances; (today) -> failures with what to do, for the treasurer's desk.
BILLING_DEBITS_RUNNING = [
    "members.billing.queries.online.running_charges",
    "members.billing.queries.collecting.running_charges",
]
BILLING_CHECKS = [
    "members.billing.queries.online.problems",
    "members.billing.queries.balance.problems",
    "members.billing.queries.silence.problems",
]
BILLING_FAILURES = [
    "members.billing.queries.failures.payments.of_payments",
    "members.billing.queries.failures.refunds.of_refunds",
    "members.billing.queries.failures.provider.of_provider",
    "members.billing.queries.failures.provider.of_payouts",
    "members.billing.queries.failures.papers.of_mandates",
    "members.billing.queries.failures.papers.of_mails",
    "members.billing.queries.failures.papers.of_books",
]
# What the dues regulations say: (day) -> cents of a reminder; (day) -> whether the member bears what the bank takes for
# a debit that comes back.
BILLING_REMINDER_FEE = "members.dues.queries.regulations.reminder_fee"
BILLING_RETURN_COSTS = "members.dues.queries.regulations.passes_on_return_costs"
# Called as function(charge, paid_on=, actor=) in the transaction of the posting with which a charge is fully paid,
# whatever the way: transfer, cash, debit, online, credit.
ON_PAID = ["members.admission.actions.payments.charge_paid"]

# What else the member's own page of dues leads to: (person, today) -> [(words, path)].
OWN_DUES_LINKS = ["members.dues.queries.declaring.own_links"]

# Parts of the sitemap that apps add to Wagtail's pages, by name.
SITEMAP_PARTS = {
    "people": "members.sitemaps.People",
    "companies": "members.sitemaps.Companies",
    "principles": "members.sitemaps.PrinciplesPage",
}
# Public lists that are no Wagtail pages, for the sitemap.
SITEMAP_PATHS = ["/mitglieder/", "/kontakt/", "/impressum/", "/datenschutz/", "/barrierefreiheit/"]

# How often an address or a person may try something; asked with allauth.core.ratelimit.
ACCOUNT_RATE_LIMITS = {  # besides allauth's own: sign-in, codes, passwords, addresses
    "login_failed": "10/m/ip,5/5m/key",
    "apply": "5/h/ip",  # the application for membership (members/admission/views/apply.py)
    "contact": "5/h/ip",  # the contact form (home/views/contact.py)
    "guest_registration": "30/h/ip",  # a company behind one address (events/views/registration.py)
}
