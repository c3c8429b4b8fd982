#include "CMongocStart.h"

#include <mongoc/mongoc.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

// libmongoc starts itself while the program is loaded, and may write to standard error already then: where a killed
// process with the same id left its counters in /dev/shm, a warning would stand among the lines of the program's log.
// Only what stands in .preinit_array runs before the libraries do.
#ifdef __ELF__
static void close_log_of_mongoc(void) {
    mongoc_log_set_handler(NULL, NULL);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(void) = close_log_of_mongoc;

// The counters that libmongoc has put into /dev/shm by now would stay behind a killed process. Without its name the file
// ends with the process, however that ends. (Its own switch, MONGOC_DISABLE_SHM, would have to be in the environment of
// the process: what .preinit_array sets there is gone when the libraries read it.)
__attribute__((constructor)) static void forget_counters_of_mongoc(void) {
    char name[32];
    snprintf(name, sizeof name, "/mongoc-%ld", (long)getpid());
    shm_unlink(name);
}
#endif
