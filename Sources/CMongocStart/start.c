#include "CMongocStart.h"

#include <mongoc/mongoc.h>
#include <stddef.h>

// libmongoc starts itself while the program is loaded, and may write to standard error already then: where a killed
// process with the same id left its counters in /dev/shm, a warning would stand among the lines of the program's log.
// Only what stands in .preinit_array runs before the libraries do.
#ifdef __ELF__
static void close_log_of_mongoc(void) {
    mongoc_log_set_handler(NULL, NULL);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(void) = close_log_of_mongoc;
#endif
