// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

export interface paths {
    "/host/operations/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All e-mail accounts of one host, in one answer. */
        get: operations["listEmailAccounts"];
        put?: never;
        /** Creates an e-mail account or, when told so, sets the password of the one that exists. */
        post: operations["createEmailAccount"];
        /**
         * Deletes an e-mail account with all of its mail, for good.
         * @description The method is inferred: the article says that deletion sends JSON with these two fields, and the public clients
         *     do not delete. With the setting `deleteStyle: post` the same body goes out as a POST with `mode: delete`.
         */
        delete: operations["deleteEmailAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The customer, as the dashboard shows it. Always text, digits though it is made of.
         * @example 12345678
         */
        CustomerId: string;
        /**
         * @description The user's profile, as the dashboard shows it.
         * @example 7c4d0c1e-5c0b-4b0e-9a51-0f6b2f6f9a10
         */
        ProfileId: string;
        /**
         * @description An address whose domain may be written in any script; it is sent in its ASCII form. The pattern is inferred:
         *     the article says "the email address" and no more.
         * @example ada@acme.com
         */
        EmailAddress: string;
        /** @description Its address is all that is known of it; the article lists no fields. */
        EmailAccount: {
            /** @example ada@acme.com */
            email: string;
            /**
             * @description The display name. Inferred from that of the creation.
             * @example Ada Lovelace
             */
            name?: string | null;
            /**
             * @description Inferred; most APIs of this sort show one. Nothing relies on it.
             * @example active
             */
            status?: string | null;
            /**
             * @description Inferred; most APIs of this sort show it. Nothing relies on it, nor on its form.
             * @example 2026-05-01T10:14:00.000Z
             */
            createdAt?: string | null;
        };
        /** @description Any JSON. */
        AnyAnswer: unknown;
        /**
         * @description Errors come with "the HTTP status code and error message"; where the message stands is inferred. It is read from
         *     `message`, `error` (a text or an object), `detail` and the first of `errors`.
         */
        Error: {
            error?: string | {
                code?: string;
                message?: string;
            };
            code?: string;
            message?: string;
            detail?: string;
            errors?: (string | {
                message?: string;
            })[];
            success?: boolean;
        };
    };
    responses: {
        /** @description The request lacks something, or the provider refuses a value. The status is inferred. */
        Rejected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The API key is missing, wrong or was generated anew ("invalid credentials"). The status is inferred. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Customer or profile do not go with the API key. The status is inferred. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No such host, or no such e-mail account. The status is inferred. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The e-mail account exists ("accounts that already exist"). The status is inferred. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests. No limit is documented; inferred, since every such service has one. */
        RateLimited: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The provider failed; whether the request took effect is not known. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listEmailAccounts: {
        parameters: {
            query: {
                /** @description The host, by its order. The dashboard shows these ids; no request lists them. */
                hostOrderId: string;
                customerId: components["schemas"]["CustomerId"];
                profileId: components["schemas"]["ProfileId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description "A complete list of all email accounts associated with a specific host". The list is also read under
             *     `data.emails`, under `data` and as the whole answer, and an account also as its bare address (inferred:
             *     one client shows the form below, and nobody documents it); callers always get the form below.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        emails: components["schemas"]["EmailAccount"][];
                    };
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    createEmailAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    profileId: components["schemas"]["ProfileId"];
                    email: components["schemas"]["EmailAddress"];
                    /**
                     * @description What a password has to be like is not documented.
                     * @example correct-horse-battery-1
                     */
                    password: string;
                    /**
                     * @description The display name.
                     * @example Ada Lovelace
                     */
                    name?: string;
                    /**
                     * @description True sets the password of an account that exists; false has the request refused then. The default
                     *     is inferred from "instead of failing", and always sent, so that nothing depends on it.
                     * @default false
                     */
                    updatePasswordIfEmailExists?: boolean;
                    /**
                     * @description Both public clients send it. With `delete` it may be the other way of deleting.
                     * @default add
                     * @enum {string}
                     */
                    mode?: "add";
                };
            };
        };
        responses: {
            /** @description JSON of a form that nobody documents, so any is taken; status 201 means the same. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyAnswer"];
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    deleteEmailAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    profileId: components["schemas"]["ProfileId"];
                    email: components["schemas"]["EmailAddress"];
                };
            };
        };
        responses: {
            /** @description As for creation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyAnswer"];
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
}
