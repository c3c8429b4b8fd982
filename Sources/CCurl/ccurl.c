#include "CCurl.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { head_limit = 256 * 1024, error_limit = 64 * 1024 };

typedef struct {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
} byte_string;

struct ccurl_buffers {
    uint8_t *body;
    size_t body_length;
    size_t body_read;
    uint64_t send_before;
    bool too_late;
    byte_string head;
    byte_string answer;
    size_t answer_limit;
    bool answer_too_long;
    bool answer_cut;
    bool is_error;
    bool told_to_continue;
    char error[CURL_ERROR_SIZE];
};

static bool append(byte_string *string, const void *bytes, size_t count) {
    if (count > string->capacity - string->length) {
        size_t wanted = string->length + count;
        size_t capacity = string->capacity < 1024 ? 1024 : string->capacity;
        while (capacity < wanted) {
            capacity *= 2;
        }
        uint8_t *grown = realloc(string->bytes, capacity);
        if (grown == NULL) {
            return false;
        }
        string->bytes = grown;
        string->capacity = capacity;
    }
    memcpy(string->bytes + string->length, bytes, count);
    string->length += count;
    return true;
}

// Nanoseconds by a clock that nobody sets and that goes on while the process is stopped.
static uint64_t now(void) {
    struct timespec time;
#ifdef CLOCK_BOOTTIME
    clock_gettime(CLOCK_BOOTTIME, &time);
#else
    clock_gettime(CLOCK_MONOTONIC, &time);
#endif
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static size_t give_body(char *into, size_t size, size_t count, void *context) {
    ccurl_buffers *buffers = context;
    size_t room = size * count;
    size_t left = buffers->body_length - buffers->body_read;
    size_t given = left < room ? left : room;
    if (buffers->send_before != 0 && now() >= buffers->send_before) {
        buffers->too_late = true;
        return CURL_READFUNC_ABORT;
    }
    // libcurl knows the length and never asks beyond it, unless it has begun to send the request a second time.
    if (given == 0) {
        return CURL_READFUNC_ABORT;
    }
    memcpy(into, buffers->body + buffers->body_read, given);
    buffers->body_read += given;
    return given;
}

static int refuse_rewind(void *context, curl_off_t offset, int origin) {
    (void)context;
    (void)offset;
    (void)origin;
    return CURL_SEEKFUNC_FAIL;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context) {
    ccurl_buffers *buffers = context;
    size_t length = size * count;
    // Each head begins with its status line, and only the last one counts (an interim 1xx answer has one too).
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        buffers->head.length = 0;
        buffers->told_to_continue |= length >= 12 && memcmp(bytes + 8, " 100", 4) == 0;
        buffers->is_error = length >= 10 && bytes[9] >= '3';
    }
    if (length > head_limit - buffers->head.length) {
        buffers->answer_too_long = true;
        return 0;
    }
    return append(&buffers->head, bytes, length) ? length : 0;
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *context) {
    ccurl_buffers *buffers = context;
    size_t length = size * count;
    size_t room = (buffers->is_error ? error_limit : buffers->answer_limit) - buffers->answer.length;
    if (length > room) {
        // An answer other than success is read for its reason, which stands at its beginning.
        buffers->answer_cut = buffers->is_error && append(&buffers->answer, bytes, room);
        buffers->answer_too_long = !buffers->answer_cut;
        return 0;
    }
    return append(&buffers->answer, bytes, length) ? length : 0;
}

ccurl_buffers *ccurl_buffers_create(const void *body, size_t length, size_t answer_limit) {
    ccurl_buffers *buffers = calloc(1, sizeof *buffers);
    if (buffers == NULL) {
        return NULL;
    }
    buffers->answer_limit = answer_limit;
    if (length > 0) {
        buffers->body = malloc(length);
        if (buffers->body == NULL) {
            free(buffers);
            return NULL;
        }
        memcpy(buffers->body, body, length);
        buffers->body_length = length;
    }
    return buffers;
}

void ccurl_buffers_destroy(ccurl_buffers *buffers) {
    free(buffers->body);
    free(buffers->head.bytes);
    free(buffers->answer.bytes);
    free(buffers);
}

CURLcode ccurl_buffers_attach(ccurl_buffers *buffers, CURL *easy) {
    CURLcode code = CURLE_OK;
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffers->error);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_READDATA, buffers);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, refuse_rewind);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_SEEKDATA, buffers);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, buffers);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, buffers);
    return code;
}

void ccurl_buffers_send_within(ccurl_buffers *buffers, int64_t nanoseconds) {
    buffers->send_before = now() + (uint64_t)(nanoseconds > 0 ? nanoseconds : 0);
}

bool ccurl_buffers_was_too_late(const ccurl_buffers *buffers) {
    return buffers->too_late;
}

bool ccurl_buffers_body_was_read(const ccurl_buffers *buffers) {
    return buffers->body_read == buffers->body_length;
}

bool ccurl_buffers_was_told_to_continue(const ccurl_buffers *buffers) {
    return buffers->told_to_continue;
}

bool ccurl_buffers_answer_was_too_long(const ccurl_buffers *buffers) {
    return buffers->answer_too_long;
}

bool ccurl_buffers_answer_was_cut(const ccurl_buffers *buffers) {
    return buffers->answer_cut;
}

const uint8_t *ccurl_buffers_head(const ccurl_buffers *buffers, size_t *length) {
    *length = buffers->head.length;
    return buffers->head.bytes;
}

const uint8_t *ccurl_buffers_answer(const ccurl_buffers *buffers, size_t *length) {
    *length = buffers->answer.length;
    return buffers->answer.bytes;
}

const char *ccurl_buffers_error(const ccurl_buffers *buffers) {
    return buffers->error;
}

void ccurl_block_sigpipe(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}
