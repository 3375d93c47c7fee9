/**
 * Rows of every table of the base: each column is filled somewhere and is NULL somewhere where it may be. No label that a
 * change takes away is used, and no value is too long for a column that a change narrows: what may stay can stay.
 */
export const BASE_ROWS = `
  INSERT INTO author (name, nick, born, bio, rating, active, tags, settings, mood, moods, joined) VALUES
    ('Ada', 'a', '1815-12-10', 'wrote of engines', 9.50, true, '{x,"y z"}', '{"a": [1, null]}', 'calm', '{up,flat}', '2020-02-29 12:00:00.123'),
    ('Émile', 'é', NULL, NULL, NULL, false, NULL, '{}', 'merry', NULL, '1999-12-31 23:59:59.999'),
    ('Noor', 'it''s', '1970-01-01', '', 0, true, '{}', '[]', 'calm', '{}', '1970-01-01');
  INSERT INTO pseudonym (word, place, since, "authorId") VALUES ('Currer', 1, 1847, 1), ('Currer', 2, -5, 3);
  INSERT INTO book (id, title, pages, price, code, medium, weight, extra, "authorId", "sequelOfId") VALUES
    ('00000000-0000-4000-8000-000000000001', 'Notes', 66, 9.99, '101', 'paper', 300, '{"b": 1,  "a": 2}', 1, NULL),
    ('00000000-0000-4000-8000-000000000002', 'More notes', NULL, 20, NULL, 'tape', -1, NULL, 1, '00000000-0000-4000-8000-000000000001'),
    ('00000000-0000-4000-8000-000000000003', 'Nobody''s', 2147483647, 0.01, '7', 'paper', 0, '[]', NULL, NULL);
  INSERT INTO genre (label, rank) VALUES ('essay', 1), ('letter', 0);
  INSERT INTO book_genres_genre VALUES
    ('00000000-0000-4000-8000-000000000001', 1), ('00000000-0000-4000-8000-000000000001', 2), ('00000000-0000-4000-8000-000000000003', 2);
  INSERT INTO depot.copy (shelf, medium, state, "lentAt", book_id) VALUES
    ('A1', 'paper', 'new', '2024-05-06 07:08:09.123456+00', '00000000-0000-4000-8000-000000000001'),
    (NULL, 'tape', NULL, NULL, '00000000-0000-4000-8000-000000000002'), ('B2', 'paper', 'worn', NULL, '00000000-0000-4000-8000-000000000001');
  INSERT INTO place (name, "parentId") VALUES ('world', NULL), ('town', 1), ('house', 2);
  INSERT INTO place_closure VALUES (1, 1), (2, 2), (3, 3), (1, 2), (1, 3), (2, 3);
  INSERT INTO carrier (label, medium, minutes, speed, colour, kind, "bookId") VALUES
    ('plain', NULL, NULL, NULL, NULL, 'Carrier', NULL), ('single', 'paper', 3, 45, NULL, 'Record', NULL),
    ('talkie', 'tape', NULL, NULL, 'no', 'Film', '00000000-0000-4000-8000-000000000002');
  INSERT INTO note (body, mark) VALUES ('first', 'red'), ('second', NULL), ('third', 'red');
  INSERT INTO setting (name, value, "checkedAt") VALUES ('pace', '12', NULL), ('limit', '007', '2021-01-01 00:00:00.5');
  REFRESH MATERIALIZED VIEW author_count`;
