// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "Inframail API",
    "version": "v1-2026-11-20",
    "description": "E-mail accounts on the hosts of one Inframail account. Written by hand from the provider's help article as it stood\non 2026-11-20 and from public clients; the API's own page is shown to subscribers only, so the version is the\nprovider's path and the day of writing.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `seed` is the provider's help\n  article, `public` the public clients, `inferred` a conclusion of ours (the description beside it says from what).\n  What stands inside something tagged has its source, unless it is tagged itself.\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them: `list`, `read`,\n  `create`, `update`, `delete`, `rotate` (another secret). What only has the provider look or try again is none.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-class`: `secret` for values that are never stored.\n- `x-rollcall-from`: `credential` for what Rollcall's client fills in; callers leave it out.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n",
    "x-rollcall-source": "seed",
    "x-rollcall-own-sources": [
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://app.inframail.io/api/v1",
      "x-rollcall-source": "public"
    }
  ],
  "security": [
    {
      "apiKey": []
    }
  ],
  "tags": [
    {
      "name": "email accounts"
    }
  ],
  "paths": {
    "/host/operations/email": {
      "x-rollcall-source": "public",
      "get": {
        "operationId": "listEmailAccounts",
        "tags": [
          "email accounts"
        ],
        "summary": "All e-mail accounts of one host, in one answer.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "list",
          "domain": "list"
        },
        "x-rollcall-bucket": "read",
        "parameters": [
          {
            "name": "hostOrderId",
            "in": "query",
            "required": true,
            "description": "The host, by its order. The dashboard shows these ids; no request lists them.",
            "x-rollcall-source": "seed",
            "schema": {
              "type": "string",
              "minLength": 1,
              "examples": [
                "1700000000001"
              ]
            }
          },
          {
            "name": "customerId",
            "in": "query",
            "required": true,
            "x-rollcall-source": "seed",
            "schema": {
              "$ref": "#/components/schemas/CustomerId"
            }
          },
          {
            "name": "profileId",
            "in": "query",
            "required": true,
            "x-rollcall-source": "seed",
            "schema": {
              "$ref": "#/components/schemas/ProfileId"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "\"A complete list of all email accounts associated with a specific host\". The list is also read under\n`data.emails`, under `data` and as the whole answer, and an account also as its bare address (inferred:\none client shows the form below, and nobody documents it); callers always get the form below.\n",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "x-rollcall-source": "public",
                  "required": [
                    "emails"
                  ],
                  "properties": {
                    "emails": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/EmailAccount"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createEmailAccount",
        "tags": [
          "email accounts"
        ],
        "summary": "Creates an e-mail account or, when told so, sets the password of the one that exists.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox": [
            "create",
            "rotate"
          ]
        },
        "x-rollcall-bucket": "write",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "profileId",
                  "email",
                  "password"
                ],
                "properties": {
                  "profileId": {
                    "$ref": "#/components/schemas/ProfileId"
                  },
                  "email": {
                    "$ref": "#/components/schemas/EmailAddress"
                  },
                  "password": {
                    "type": "string",
                    "minLength": 1,
                    "description": "What a password has to be like is not documented.",
                    "x-rollcall-source": "seed",
                    "x-rollcall-class": "secret",
                    "examples": [
                      "correct-horse-battery-1"
                    ]
                  },
                  "name": {
                    "type": "string",
                    "description": "The display name.",
                    "x-rollcall-source": "seed",
                    "examples": [
                      "Ada Lovelace"
                    ]
                  },
                  "updatePasswordIfEmailExists": {
                    "type": "boolean",
                    "default": false,
                    "description": "True sets the password of an account that exists; false has the request refused then. The default\nis inferred from \"instead of failing\", and always sent, so that nothing depends on it.\n",
                    "x-rollcall-source": "seed"
                  },
                  "mode": {
                    "type": "string",
                    "enum": [
                      "add"
                    ],
                    "default": "add",
                    "description": "Both public clients send it. With `delete` it may be the other way of deleting.",
                    "x-rollcall-source": "public"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "JSON of a form that nobody documents, so any is taken; status 201 means the same.",
            "x-rollcall-source": "inferred",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/AnyAnswer"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteEmailAccount",
        "tags": [
          "email accounts"
        ],
        "summary": "Deletes an e-mail account with all of its mail, for good.",
        "description": "The method is inferred: the article says that deletion sends JSON with these two fields, and the public clients\ndo not delete. With the setting `deleteStyle: post` the same body goes out as a POST with `mode: delete`.\n",
        "x-rollcall-source": "inferred",
        "x-rollcall-effect": "destroy",
        "x-rollcall-acts": {
          "inbox": "delete"
        },
        "x-rollcall-confirm": "email",
        "x-rollcall-bucket": "write",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "x-rollcall-source": "seed",
                "required": [
                  "profileId",
                  "email"
                ],
                "properties": {
                  "profileId": {
                    "$ref": "#/components/schemas/ProfileId"
                  },
                  "email": {
                    "$ref": "#/components/schemas/EmailAddress"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "As for creation.",
            "x-rollcall-source": "inferred",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/AnyAnswer"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": "The key of the dashboard's page \"View API Access\", `inf_` and a random rest. It may do everything.",
        "x-rollcall-source": "public"
      }
    },
    "schemas": {
      "CustomerId": {
        "type": "string",
        "minLength": 1,
        "description": "The customer, as the dashboard shows it. Always text, digits though it is made of.",
        "x-rollcall-source": "seed",
        "x-rollcall-class": "secret",
        "x-rollcall-from": "credential",
        "examples": [
          "12345678"
        ]
      },
      "ProfileId": {
        "type": "string",
        "minLength": 1,
        "description": "The user's profile, as the dashboard shows it.",
        "x-rollcall-source": "seed",
        "x-rollcall-class": "secret",
        "x-rollcall-from": "credential",
        "examples": [
          "7c4d0c1e-5c0b-4b0e-9a51-0f6b2f6f9a10"
        ]
      },
      "EmailAddress": {
        "type": "string",
        "maxLength": 320,
        "pattern": "^[^\\s@]+@([\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}\\-]*[\\p{L}\\p{M}\\p{N}])?\\.)+[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}\\-]*[\\p{L}\\p{M}\\p{N}]\\.?$",
        "description": "An address whose domain may be written in any script; it is sent in its ASCII form. The pattern is inferred:\nthe article says \"the email address\" and no more.\n",
        "x-rollcall-source": "seed",
        "examples": [
          "ada@acme.com"
        ]
      },
      "EmailAccount": {
        "type": "object",
        "description": "Its address is all that is known of it; the article lists no fields.",
        "required": [
          "email"
        ],
        "properties": {
          "email": {
            "type": "string",
            "x-rollcall-source": "public",
            "examples": [
              "ada@acme.com"
            ]
          },
          "name": {
            "type": [
              "string",
              "null"
            ],
            "description": "The display name. Inferred from that of the creation.",
            "x-rollcall-source": "inferred",
            "examples": [
              "Ada Lovelace"
            ]
          },
          "status": {
            "type": [
              "string",
              "null"
            ],
            "description": "Inferred; most APIs of this sort show one. Nothing relies on it.",
            "x-rollcall-source": "inferred",
            "examples": [
              "active"
            ]
          },
          "createdAt": {
            "type": [
              "string",
              "null"
            ],
            "description": "Inferred; most APIs of this sort show it. Nothing relies on it, nor on its form.",
            "x-rollcall-source": "inferred",
            "examples": [
              "2026-05-01T10:14:00.000Z"
            ]
          }
        }
      },
      "AnyAnswer": {
        "description": "Any JSON."
      },
      "Error": {
        "type": "object",
        "description": "Errors come with \"the HTTP status code and error message\"; where the message stands is inferred. It is read from\n`message`, `error` (a text or an object), `detail` and the first of `errors`.\n",
        "x-rollcall-source": "inferred",
        "properties": {
          "error": {
            "oneOf": [
              {
                "type": "string"
              },
              {
                "type": "object",
                "properties": {
                  "code": {
                    "type": "string"
                  },
                  "message": {
                    "type": "string"
                  }
                }
              }
            ]
          },
          "code": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "detail": {
            "type": "string"
          },
          "errors": {
            "type": "array",
            "items": {
              "oneOf": [
                {
                  "type": "string"
                },
                {
                  "type": "object",
                  "properties": {
                    "message": {
                      "type": "string"
                    }
                  }
                }
              ]
            }
          },
          "success": {
            "type": "boolean"
          }
        }
      }
    },
    "responses": {
      "Rejected": {
        "description": "The request lacks something, or the provider refuses a value. The status is inferred.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "The API key is missing, wrong or was generated anew (\"invalid credentials\"). The status is inferred.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Forbidden": {
        "description": "Customer or profile do not go with the API key. The status is inferred.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "No such host, or no such e-mail account. The status is inferred.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "The e-mail account exists (\"accounts that already exist\"). The status is inferred.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "RateLimited": {
        "description": "Too many requests. No limit is documented; inferred, since every such service has one.",
        "x-rollcall-source": "inferred",
        "headers": {
          "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Failed": {
        "description": "The provider failed; whether the request took effect is not known.",
        "x-rollcall-source": "inferred",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    }
  }
};
