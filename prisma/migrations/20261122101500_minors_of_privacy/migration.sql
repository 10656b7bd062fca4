-- the switch is about more than draws now
UPDATE "setting" SET "feature" = 'privacy' WHERE "feature" = 'draw' AND "key" = 'minors';
