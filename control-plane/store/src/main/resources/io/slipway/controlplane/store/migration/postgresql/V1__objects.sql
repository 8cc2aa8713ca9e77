-- SPDX-License-Identifier: Apache-2.0
-- As for SQLite, where the tables are explained. Keys are ordered by their bytes.
CREATE TABLE store_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  compacted BIGINT NOT NULL,
  log_bytes BIGINT NOT NULL,
  epoch BIGINT NOT NULL
);
INSERT INTO store_state (id, version, revision, compacted, log_bytes, epoch) VALUES (1, 1, 0, 0, 0, 0);

CREATE TABLE objects (
  resource VARCHAR(317) COLLATE "C" NOT NULL,
  namespace VARCHAR(63) COLLATE "C" NOT NULL,
  name VARCHAR(253) COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  uid VARCHAR(64) COLLATE "C" NOT NULL,
  owners TEXT NOT NULL,
  value BYTEA NOT NULL,
  PRIMARY KEY (resource, namespace, name)
);

CREATE TABLE owners (
  owner_uid VARCHAR(64) COLLATE "C" NOT NULL,
  resource VARCHAR(317) COLLATE "C" NOT NULL,
  namespace VARCHAR(63) COLLATE "C" NOT NULL,
  name VARCHAR(253) COLLATE "C" NOT NULL,
  PRIMARY KEY (owner_uid, resource, namespace, name)
);
CREATE INDEX owners_by_object ON owners (resource, namespace, name);

CREATE TABLE changes (
  revision BIGINT PRIMARY KEY,
  resource VARCHAR(317) COLLATE "C" NOT NULL,
  namespace VARCHAR(63) COLLATE "C" NOT NULL,
  name VARCHAR(253) COLLATE "C" NOT NULL,
  uid VARCHAR(64) COLLATE "C" NOT NULL,
  old_revision BIGINT,
  bytes BIGINT NOT NULL,
  value BYTEA,
  old_value BYTEA
);
