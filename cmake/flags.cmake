# One place for warnings and definitions, so that only our own targets get them.
add_library(shuzhi_flags INTERFACE)
target_compile_definitions(
    shuzhi_flags
    INTERFACE G_LOG_DOMAIN="shuzhid" _GNU_SOURCE GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74
              GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74 SHUZHI_VERSION="${PROJECT_VERSION}")
target_include_directories(shuzhi_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
    shuzhi_flags
    INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef
              -Wstrict-prototypes -Wold-style-definition -Wmissing-prototypes
              -Wmissing-declarations -Wredundant-decls -Wwrite-strings -Wvla -Wcast-qual
              -Wpointer-arith -Wswitch-enum -Wnull-dereference -fno-common
              -fno-omit-frame-pointer -ffp-contract=off
              $<$<BOOL:${SHUZHI_WERROR}>:-Werror>)
if(SHUZHI_SANITIZE)
    target_compile_options(shuzhi_flags INTERFACE -fsanitize=${SHUZHI_SANITIZE}
                                                  -fno-sanitize-recover=all)
    target_link_options(shuzhi_flags INTERFACE -fsanitize=${SHUZHI_SANITIZE})
endif()
if(SHUZHI_FUZZ)
    target_compile_options(shuzhi_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    # -O3: the way of a line is an eighth quicker than with -O2.
    target_compile_options(shuzhi_flags INTERFACE -O3 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
                                                  -fstack-protector-strong)
endif()

# The compiler watches the program at work (cmake/train.sh), and then builds it for that.
if(SHUZHI_PROFILE STREQUAL "generate")
    target_compile_options(shuzhi_flags INTERFACE -fprofile-generate=${CMAKE_BINARY_DIR}/profile
                                                  -fprofile-update=prefer-atomic)
    target_link_options(shuzhi_flags INTERFACE -fprofile-generate)
elseif(SHUZHI_PROFILE STREQUAL "use")
    # Of a file that has changed since, and of code that was not run, there is no profile.
    target_compile_options(
        shuzhi_flags INTERFACE -fprofile-use=${CMAKE_BINARY_DIR}/profile -fprofile-correction
                               -Wno-missing-profile -Wno-coverage-mismatch)
elseif(SHUZHI_PROFILE)
    message(FATAL_ERROR "SHUZHI_PROFILE is generate, use or empty, not '${SHUZHI_PROFILE}'")
endif()

# Production code only: in a test an exact double is sometimes the claim.
add_library(shuzhi_strict INTERFACE)
target_compile_options(shuzhi_strict INTERFACE -Wfloat-equal)
