#ifndef CMONGOC_H
#define CMONGOC_H

// What Swift cannot do with libmongoc: it knows nothing of the alignment of `bson_t` and `bson_iter_t`, so that none may
// be a variable of its own. BSON goes in and comes out as bytes, which are read field by field. Nothing here decides
// anything.

#include <mongoc/mongoc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// To be called once. libmongoc's own log would go to the standard streams of whoever uses this library; its start may
// already write to it (a killed process with the same id left its counters in /dev/shm), so the log is closed first.
static inline void cmongoc_start(void) {
    mongoc_log_set_handler(NULL, NULL);
    mongoc_init();
}

// Runs a command that writes, with the client's write concern and, where the server can, its retry of a lost answer.
// The reply, which there may be in a failure too, is the caller's: to be freed with bson_free.
static inline bool cmongoc_write(mongoc_client_t *client, const char *database, const uint8_t *command, size_t length,
                                 uint8_t **reply, size_t *reply_length, bson_error_t *error) {
    bson_t request;
    bson_t answer;
    uint32_t answer_length = 0;
    *reply = NULL;
    *reply_length = 0;
    if (!bson_init_static(&request, command, length)) {
        bson_set_error(error, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "the command is not valid BSON");
        return false;
    }
    bool is_done = mongoc_client_write_command_with_opts(client, database, &request, NULL, &answer, error);
    *reply = bson_destroy_with_steal(&answer, true, &answer_length);
    *reply_length = answer_length;
    return is_done;
}

// A cursor over what a pipeline gives, NULL when memory is short; to be destroyed with mongoc_cursor_destroy.
static inline mongoc_cursor_t *cmongoc_aggregate(mongoc_client_t *client, const char *database, const char *collection,
                                                 const uint8_t *pipeline, size_t pipeline_length,
                                                 const uint8_t *options, size_t options_length) {
    bson_t stages;
    bson_t settings;
    if (!bson_init_static(&stages, pipeline, pipeline_length) ||
        !bson_init_static(&settings, options, options_length)) {
        return NULL;
    }
    mongoc_collection_t *source = mongoc_client_get_collection(client, database, collection);
    mongoc_cursor_t *cursor = mongoc_collection_aggregate(source, MONGOC_QUERY_NONE, &stages, &settings, NULL);
    mongoc_collection_destroy(source);
    return cursor;
}

// The next document, NULL at the end and in a failure (see mongoc_cursor_error). It lives until the next call.
static inline const uint8_t *cmongoc_cursor_next(mongoc_cursor_t *cursor, size_t *length) {
    const bson_t *document = NULL;
    if (!mongoc_cursor_next(cursor, &document)) {
        return NULL;
    }
    *length = document->len;
    return bson_get_data(document);
}

// An iterator of libbson over a document's fields; Swift is not to know what it is made of.
typedef struct cmongoc_fields cmongoc_fields_t;

// The fields of a document that outlives them, NULL where its length is not what it says of itself or its last byte is
// not 0. To be freed with bson_free. What is nested has fields of its own.
static inline cmongoc_fields_t *cmongoc_fields(const uint8_t *document, size_t length) {
    // macOS allocates only what is a multiple of its alignment: a structure is, a bare bson_iter_t is not.
    struct padded {
        bson_iter_t iterator;
    };
    bson_iter_t *fields = &BSON_ALIGNED_ALLOC(struct padded)->iterator;
    if (!bson_iter_init_from_data(fields, document, length)) {
        bson_free(fields);
        return NULL;
    }
    return (cmongoc_fields_t *)fields;
}

// The next field's value, NULL at the end and where the next field is malformed. It lives until the next call, its key
// and what it points to as long as the document.
static inline const bson_value_t *cmongoc_fields_next(cmongoc_fields_t *fields, const char **key, size_t *key_length) {
    bson_iter_t *field = (bson_iter_t *)fields;
    if (!bson_iter_next(field)) {
        return NULL;
    }
    *key = bson_iter_key(field);
    *key_length = bson_iter_key_len(field);
    return bson_iter_value(field);
}

// Where the field begins that was asked for last; behind the last field this is the document's last byte.
static inline size_t cmongoc_fields_offset(cmongoc_fields_t *fields) {
    return bson_iter_offset((bson_iter_t *)fields);
}

// Lives as long as the error does.
static inline const char *cmongoc_message(const bson_error_t *error) {
    return error->message;
}

// Lives as long as the host does.
static inline const char *cmongoc_host_and_port(const mongoc_host_list_t *host) {
    return host->host_and_port;
}

#endif
