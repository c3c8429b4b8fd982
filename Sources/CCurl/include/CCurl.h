#ifndef CCURL_H
#define CCURL_H

// What Swift cannot import from libcurl: its variadic functions, given one type each, and its callbacks, which
// Swift would have to be called back from C for. Nothing here decides anything.

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl copies the text.
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl keeps the pointer: the list must live until the transfer has ended.
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_share(CURL *easy, CURLSH *value) {
    return curl_easy_setopt(easy, CURLOPT_SHARE, value);
}

static inline CURLSHcode ccurl_share(CURLSH *share, curl_lock_data kind) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, kind);
}

static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// Keeps a write on a connection that the peer has closed from killing the process. For the calling thread alone.
void ccurl_block_sigpipe(void);

// The bytes of one transfer: the request body on its way out, the answer on its way in.
typedef struct ccurl_buffers ccurl_buffers;

// Copies the body. An answer body longer than the limit ends the transfer with CURLE_WRITE_ERROR.
// NULL when memory is short.
ccurl_buffers *ccurl_buffers_create(const void *body, size_t length, size_t answer_limit);
void ccurl_buffers_destroy(ccurl_buffers *buffers);

// Sets the callbacks of an easy handle. The buffers must outlive the transfer. The request body can be read once and
// not be rewound, so that libcurl cannot send it twice of its own accord (it tries to, a POST like a GET, when a
// reused connection ends without an answer).
CURLcode ccurl_buffers_attach(ccurl_buffers *buffers, CURL *easy);

// Ends the transfer with CURLE_ABORTED_BY_CALLBACK where its body is not on its way so long from now: the last moment at
// which a process that was stopped can still be kept from sending. It has no effect on a request without a body.
void ccurl_buffers_send_within(ccurl_buffers *buffers, int64_t nanoseconds);
bool ccurl_buffers_was_too_late(const ccurl_buffers *buffers);

// Whether libcurl has taken every byte of the request body (true for an empty one).
bool ccurl_buffers_body_was_read(const ccurl_buffers *buffers);

// Whether the interim answer 100 (Continue) has come, in time or not.
bool ccurl_buffers_was_told_to_continue(const ccurl_buffers *buffers);
bool ccurl_buffers_answer_was_too_long(const ccurl_buffers *buffers);

// Whether the body of an answer with a status from 300 on went past 64 KiB: the transfer has ended with
// CURLE_WRITE_ERROR, and the answer is its beginning.
bool ccurl_buffers_answer_was_cut(const ccurl_buffers *buffers);

// The field lines of the last answer head, its status line included, as they came.
const uint8_t *ccurl_buffers_head(const ccurl_buffers *buffers, size_t *length);
const uint8_t *ccurl_buffers_answer(const ccurl_buffers *buffers, size_t *length);

// libcurl's own words for what went wrong; empty when it had none.
const char *ccurl_buffers_error(const ccurl_buffers *buffers);

#endif
