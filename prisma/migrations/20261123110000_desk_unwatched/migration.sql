-- What is said at the desk is heard by its words: all other talk there is no work for anybody.
DELETE FROM "watch_chat" WHERE "feature" = 'desk';
