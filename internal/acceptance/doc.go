// Package acceptance tests the whole program from outside. Its tests start the
// release binary as a child process and meet it where others do: commands,
// addresses, files and the rows of the database. They kill it, fill its disk,
// feed it rubbish and look for what must never be stored. There is nothing here
// to import. YINGDA_BIN names a binary that is ready; without it one is built.
package acceptance
