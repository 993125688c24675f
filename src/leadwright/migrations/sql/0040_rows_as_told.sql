-- What a row says is shown as it is and never searched: as text it takes less than half to write.
alter table import_row alter column cells type json, alter column fields type json;
