-- SPDX-License-Identifier: Apache-2.0
-- One row: the newest revision, up to which revision the change log is compacted, its size, and
-- which process owns the database.
CREATE TABLE store_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  compacted INTEGER NOT NULL,
  log_bytes INTEGER NOT NULL,
  epoch INTEGER NOT NULL
);
INSERT INTO store_state (id, version, revision, compacted, log_bytes, epoch) VALUES (1, 1, 0, 0, 0, 0);

CREATE TABLE objects (
  resource TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL,
  uid TEXT NOT NULL,
  owners TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (resource, namespace, name)
);

CREATE TABLE owners (
  owner_uid TEXT NOT NULL,
  resource TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (owner_uid, resource, namespace, name)
) WITHOUT ROWID;
CREATE INDEX owners_by_object ON owners (resource, namespace, name);

-- A change without value is a deletion, one without previous value a creation.
CREATE TABLE changes (
  revision INTEGER PRIMARY KEY,
  resource TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  uid TEXT NOT NULL,
  old_revision INTEGER,
  bytes INTEGER NOT NULL,
  value BLOB,
  old_value BLOB
);
