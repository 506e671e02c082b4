-- scan.v1.UnitQuality has grown: it tells what may have been missed, too.
ALTER TABLE scan_segment ALTER COLUMN quality SET DATA TYPE VARBINARY(1000);
ALTER TABLE unit ALTER COLUMN quality SET DATA TYPE VARBINARY(1000);
