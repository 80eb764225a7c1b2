// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

export interface paths {
    "/api/principal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The domains, mailboxes or lists of the tenant, by name. */
        get: operations["listPrincipals"];
        put?: never;
        /** Adds a domain, a mailbox, or a list that is an alias or a forwarder. */
        post: operations["createPrincipal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/principal/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One principal by its name. Passwords are taken out of what is answered. */
        get: operations["getPrincipal"];
        put?: never;
        post?: never;
        /** Deletes a domain, mailbox, alias or forwarder. A domain takes all that is under it along. */
        delete: operations["deletePrincipal"];
        options?: never;
        head?: never;
        /** Changes a password, a name, addresses, members or other settings. */
        patch: operations["updatePrincipal"];
        trace?: never;
    };
    "/api/dkim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a DKIM key for a domain and signs with it. */
        post: operations["createDkim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dkim/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public key of a DKIM signature. */
        get: operations["getDkimPublicKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dns/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All records that a domain needs, by the path of the guide. */
        get: operations["listDnsRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dns/records/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All records that a domain needs, by the path of Stalwart. */
        get: operations["listDnsRecordsOfStalwart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/forwarders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The forwarders of a domain that Mailbux keeps beside its lists.
         * @description Known from a third party's client only, which guesses the names of the fields itself.
         */
        get: operations["listForwarders"];
        put?: never;
        /** Makes a forwarder beside the lists. */
        post: operations["createForwarder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/forwarders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes such a forwarder. */
        delete: operations["deleteForwarder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The guide shows `name` and `type`; Stalwart answers the whole principal. It has no timestamps. */
        Principal: {
            /** @example agent@example.com */
            name: string;
            /**
             * @description An open vocabulary; the guide shows these three.
             * @example domain
             * @example individual
             * @example list
             */
            type: string;
            /** @description Given to another principal after a deletion, up to Stalwart 0.11; no identity. */
            id?: number;
            description?: string | null;
            /** @description The first is the primary address. */
            emails?: components["schemas"]["OneOrMany"];
            /** @description Passwords as they were given, in plain text too. Never asked for, and taken out if they come. */
            secrets?: components["schemas"]["OneOrMany"];
            /** @description Bytes; none or 0 for no limit. */
            quota?: number | null;
            /** @description Bytes; left out when there are none. */
            usedQuota?: number | null;
            roles?: components["schemas"]["OneOrMany"];
            memberOf?: components["schemas"]["OneOrMany"];
            lists?: components["schemas"]["OneOrMany"];
            /** @description The targets of a list; of a domain their number. */
            members?: string | string[] | number | null;
            externalMembers?: components["schemas"]["OneOrMany"];
            tenant?: string | null;
            locale?: string | null;
        };
        /** @description Up to Stalwart 0.11 a single value is plain text. */
        OneOrMany: string | string[] | null;
        /** @example agent@example.com */
        Address: string;
        /** @description Renames; inferred from Stalwart's action of that name. */
        NewName: string;
        Action: {
            /** @enum {string} */
            action: "set" | "addItem" | "removeItem";
            /** @enum {string} */
            field: "description" | "name" | "secrets" | "emails" | "members" | "externalMembers" | "quota" | "roles" | "memberOf" | "lists" | "locale";
            /** @description Withheld wherever it is stored, since it may be a password. */
            value: string | string[] | number;
        };
        /** @description Inferred from the guide's loop over the answer; the fields are Stalwart's. There is no id and no TTL. */
        DnsRecord: {
            /** @example MX */
            type: string;
            /**
             * @description With a root dot.
             * @example example.com.
             */
            name: string;
            /**
             * @description A priority stands before the host.
             * @example 10 mail.mailbux.com.
             */
            content: string;
        };
        Forwarder: {
            id: components["schemas"]["ForwarderId"];
            source?: string | null;
            from_email?: string | null;
            fromEmail?: string | null;
            destination?: string | null;
            to?: string | null;
            keep_copy?: boolean | null;
            keepLocal?: boolean | null;
            description?: string | null;
        };
        ForwarderId: string | number;
        Done: {
            data: Record<string, never> | number | boolean | null;
        };
        Failure: components["schemas"]["ManagementError"] | components["schemas"]["Problem"] | components["schemas"]["Message"];
        /** @description Stalwart's own; it sends them with status 200. */
        ManagementError: {
            /** @enum {string} */
            error: "fieldAlreadyExists" | "fieldMissing" | "notFound" | "unsupported" | "assertFailed" | "other";
            field?: string;
            /** @description What exists already. Of a DKIM signature it is the private key. */
            value?: string;
            item?: string;
            details?: string;
            reason?: string | null;
        };
        /** @description RFC 9457, as Stalwart sends it for whatever is not about a principal. */
        Problem: {
            /**
             * @example about:blank
             * @example urn:ietf:params:jmap:error:limit
             */
            type: string;
            status: number;
            title?: string;
            detail?: string;
            /** @example maxConcurrentRequests */
            limit?: string;
        };
        /** @description Inferred from the front, which looks like Laravel. */
        Message: {
            message: string;
        };
    };
    responses: {
        /** @description The body or a parameter is not what the endpoint takes, or too many requests came at once. */
        Rejected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description The token is invalid or has expired. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description The token is another tenant's, lacks a permission, or the tenant's quota is used up. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description There is no such resource; from Stalwart itself, no such endpoint. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description It exists already. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description Too many requests; Stalwart's default is 1,000 a minute, and no Retry-After is sent. */
        RateLimited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description The provider failed; whether the request took effect is not known. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
    };
    parameters: {
        /**
         * @description The principal's name. Stalwart takes a `+` in a path for a space and knows lower case only, so Rollcall encodes
         *     it and lower-cases it. Numeric ids are not accepted.
         */
        Name: string;
        Domain: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPrincipals: {
        parameters: {
            query: {
                /** @description One type; Stalwart takes several, separated by commas. */
                types: string;
                /** @description Words that the name, the description or an address must hold. */
                filter?: string;
                /** @description From 1. */
                page?: number;
                /** @description Items a page; 0 or none for all of them. */
                limit?: number;
                /**
                 * @description The fields to answer, separated by commas. Without it the passwords would come along, so Rollcall always
                 *     sends it, and refuses to ask for `secrets`.
                 */
                fields?: string;
                /** @description Answers the total and no items. */
                count?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The principals and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            items: components["schemas"]["Principal"][];
                            /** @example 2 */
                            total: number;
                        };
                    };
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    createPrincipal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description A domain name for a domain, an address for the others.
                     * @example example.com
                     */
                    name: string;
                    /**
                     * @description A mailbox is an `individual`; an alias or a forwarder is a `list`.
                     * @enum {string}
                     */
                    type: "domain" | "individual" | "list";
                    /** @description The password of a mailbox. */
                    secrets?: string[];
                    /** @description The first is the primary address; the others are aliases. */
                    emails?: components["schemas"]["Address"][];
                    description?: string;
                    /** @description Where a list delivers to. The guide puts external addresses here as well. */
                    members?: components["schemas"]["Address"][];
                    /** @description Where Stalwart wants external addresses. */
                    externalMembers?: components["schemas"]["Address"][];
                    /** @description Bytes; Mailbux is said to want 1 GB at least, or none stated. */
                    quota?: number;
                    roles?: string[];
                    tenant?: string;
                };
            };
        };
        responses: {
            /** @description Created. The guide does not show the answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Stalwart answers a number, which it may give to another principal later. */
                        data: number | Record<string, never> | null;
                    };
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    getPrincipal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The principal's name. Stalwart takes a `+` in a path for a space and knows lower case only, so Rollcall encodes
                 *     it and lower-cases it. Numeric ids are not accepted.
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The principal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Principal"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    deletePrincipal: {
        parameters: {
            query?: {
                /**
                 * @description Rollcall's own, never sent: without it a domain that has mailboxes, aliases or forwarders is not deleted,
                 *     and the error says what would go with it. Inferred from the guide's warning that this cannot be undone.
                 */
                cascade?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The principal's name. Stalwart takes a `+` in a path for a space and knows lower case only, so Rollcall encodes
                 *     it and lower-cases it. Numeric ids are not accepted.
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. The guide does not show the answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    updatePrincipal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The principal's name. Stalwart takes a `+` in a path for a space and knows lower case only, so Rollcall encodes
                 *     it and lower-cases it. Numeric ids are not accepted.
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Action"][] | {
                    /** @description The new password, alone. */
                    secrets?: string[];
                    description?: string;
                    name?: components["schemas"]["NewName"];
                    /** @description Among the "other account settings" of the guide. */
                    emails?: components["schemas"]["Address"][];
                    /** @description Likewise. */
                    members?: components["schemas"]["Address"][];
                    /** @description Likewise. */
                    externalMembers?: components["schemas"]["Address"][];
                    /** @description Likewise. */
                    quota?: number;
                };
            };
        };
        responses: {
            /** @description Changed. The guide does not show the answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    createDkim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The name of the signature; the guide gives it the domain's.
                     * @example example.com
                     */
                    id?: string | null;
                    /**
                     * @description `ed25519-sha256` is the guide's word, `Ed25519` and `Rsa` are Stalwart's, and `rsa-sha256` is
                     *     inferred from both. Rollcall sends the one that the connection's `dkimAlgorithms` names, and the
                     *     other when that is refused.
                     * @enum {string}
                     */
                    algorithm: "Ed25519" | "Rsa" | "ed25519-sha256" | "rsa-sha256";
                    /** @example example.com */
                    domain: string;
                    /**
                     * @description Where in the domain the public key is to be published.
                     * @example mailbux
                     */
                    selector?: string | null;
                };
            };
        };
        responses: {
            /** @description Made. The guide does not show the answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    getDkimPublicKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the signature. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Base64. */
                        data: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listDnsRecords: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every required record, those of DKIM keys among them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DnsRecord"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listDnsRecordsOfStalwart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every required record, those of DKIM keys among them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DnsRecord"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listForwarders: {
        parameters: {
            query: {
                domain: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forwarders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        forwarders: components["schemas"]["Forwarder"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    createForwarder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    fromEmail: components["schemas"]["Address"];
                    to: components["schemas"]["Address"];
                    keepLocal?: boolean;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Made; its id stands beside `success` or in `forwarder`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: boolean;
                        id?: components["schemas"]["ForwarderId"];
                        forwarder?: {
                            id?: components["schemas"]["ForwarderId"];
                        };
                    };
                };
            };
            400: components["responses"]["Rejected"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteForwarder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; any answer with such a status will do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: boolean;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
}
