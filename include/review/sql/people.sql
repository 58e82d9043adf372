-- Everybody of the roster as of then.
select person, name, email, title, manager, ended_at, is_active from people order by person
